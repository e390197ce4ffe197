import { declareFaults } from './declare.js';

declareFaults('nodeRedis');
