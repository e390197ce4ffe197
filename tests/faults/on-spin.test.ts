import { declareFaults } from './declare.js';

declareFaults('spin');
