// Sends a file of consents in pieces, with a bar, and goes on where an earlier go was cut off (tus-js-client has the
// protocol). Without it the form sends the file whole.
'use strict';

(() => {
  const form = document.querySelector('form[data-begin]');
  if (!form || !window.tus || !window.tus.isSupported) return;

  /** Short enough to come within the time that a form has, over a slow line as well. */
  const PIECE_BYTES = 4 * 1024 * 1024;
  /** When a piece that was lost is sent again, in milliseconds; then the person is told. */
  const AGAIN_AFTER = [0, 1000, 3000, 10_000, 30_000];
  /** How often the part that has come is read out, of a hundred. */
  const READ_OUT_EVERY = 10;

  const sending = document.querySelector('[data-sending]');
  const [bar, shown, said, fault, stop] = ['progress', '[data-shown]', '[role=status]', '[role=alert]', 'button'].map(
    (part) => sending.querySelector(part),
  );
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent', maximumFractionDigits: 0 });
  let upload;
  let readOut;

  /** Shows the bar, or the form again. */
  function show(isSending) {
    form.hidden = isSending;
    bar.hidden = !isSending;
    shown.hidden = !isSending;
    stop.hidden = !isSending;
    // The bar shows it already: these words are read out alone.
    said.classList.toggle('hidden', isSending);
    sending.hidden = false;
  }

  function progress(sent, all) {
    const part = all ? sent / all : 1;
    bar.value = part;
    shown.textContent = percent.format(part);
    const step = Math.floor((part * 100) / READ_OUT_EVERY);
    if (step !== readOut) {
      readOut = step;
      said.textContent = percent.format((step * READ_OUT_EVERY) / 100);
    }
  }

  /** The page's words for what a piece was refused with. */
  function tell(error) {
    const response = error && error.originalResponse;
    const status = response ? response.getStatus() : 0;
    fault.textContent = sending.dataset[`fault${status}`] || sending.dataset.fault;
    said.textContent = '';
    show(false);
  }

  form.addEventListener('submit', async (event) => {
    const [file] = form.querySelector('input[type=file]').files;
    if (!file || !file.size) return;
    event.preventDefault();
    fault.textContent = '';
    readOut = undefined;
    show(true);
    progress(0, file.size);
    upload = new window.tus.Upload(file, {
      endpoint: form.dataset.begin,
      chunkSize: PIECE_BYTES,
      retryDelays: AGAIN_AFTER,
      metadata: { filename: file.name },
      // Too slow for one piece, or another is still being written: what came is kept, and the next try begins behind it.
      onShouldRetry(error) {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        return status < 400 || [408, 409, 423].includes(status) || (status >= 500 && status !== 507);
      },
      removeFingerprintOnSuccess: true,
      onProgress: progress,
      onError: tell,
      onSuccess: () => window.location.assign(upload.url.replace('/bytes?', '?')),
    });
    const before = await upload.findPreviousUploads();
    if (before.length) upload.resumeFromPreviousUpload(before[before.length - 1]);
    upload.start();
  });

  stop.addEventListener('click', () => {
    upload.abort();
    said.textContent = sending.dataset.stopped;
    show(false);
  });
})();
