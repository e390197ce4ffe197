import { declareFaults } from './declare.js';

declareFaults('spinRedis');
