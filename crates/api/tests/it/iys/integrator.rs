//! Tests of integrator.
