// Everything here makes a page that already works quicker and kinder; nothing here is needed to
// read it or to send its forms.
import '@digdir/designsystemet-web/ds-error-summary'
import '@digdir/designsystemet-web/dialog'
import htmx from 'htmx.org'
import './choices.js'
import './confirm.js'
import './conflict.js'
import './connection.js'
import './draft.js'
import './keys.js'
import './scheme.js'
import './suggest.js'
import './upload.js'
import { follow } from './live.js'

follow(htmx)
