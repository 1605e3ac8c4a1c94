//! What each fuzz target does with the bytes it is given: it must not panic, and what it accepts it must be able to
//! write again as it was.

pub mod receipt;
pub mod smpp;
pub mod tables;
pub mod tlog;
pub mod tsp;

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// A program around one function: driven by libFuzzer under cargo-fuzz, over the files it is given otherwise.
#[macro_export]
macro_rules! target {
    ($function:path) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|data: &[u8]| $function(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            $crate::replay($function)
        }
    };
}

/// Hands each file named on the command line to the function, so that a found input can be looked at without a fuzzer.
///
/// # Errors
/// When a file cannot be read.
pub fn replay(function: fn(&[u8])) -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        function(&std::fs::read(path)?);
    }
    Ok(())
}
