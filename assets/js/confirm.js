// A button with data-confirm="What will happen" asks once more, in a dialog whose words for yes and
// no come from the page (<template id="confirm">). Without scripts the button acts at once, and what
// it does can be undone.
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-confirm]')
  const words = document.getElementById('confirm')
  if (!button || !words || button.dataset.confirmed) {
    return
  }
  event.preventDefault()
  const dialog = words.content.firstElementChild.cloneNode(true)
  dialog.querySelector('[data-question]').textContent = button.dataset.confirm
  dialog.querySelector('[data-yes]').textContent = button.textContent.trim()
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (dialog.returnValue === 'yes') {
      button.dataset.confirmed = 'yes'
      button.click()
      delete button.dataset.confirmed
    } else {
      button.focus()
    }
  })
  document.body.append(dialog)
  dialog.showModal()
})
