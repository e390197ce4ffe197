export * from '../../curation/generated-dataset.js';
