import './scheme.js'
