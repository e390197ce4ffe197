import { declareFaults } from './declare.js';

declareFaults('localHost');
