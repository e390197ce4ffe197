/** `npm run sbom`: prints the bill of materials of the app, in CycloneDX. */
import { billOfMaterials } from '../engine/supply/bill-of-materials.js';

console.log(JSON.stringify(billOfMaterials(), null, 2));
