/** Inserts this server's address into the example commands and adds a copy button to each. */
const example = 'http://localhost:3000';

const status = document.getElementById('status');

for (const request of document.querySelectorAll('.request')) {
  const code = request.querySelector('code');
  if (!code) continue;
  code.textContent = code.textContent.replace(example, location.origin);
  // Without HTTPS, browsers offer the clipboard only to pages from localhost.
  if (!navigator.clipboard) break;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy: ${code.textContent}`);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    if (status) status.textContent = 'Copied.';
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
      if (status) status.textContent = '';
    }, 2000);
  });
  request.append(button);
}
