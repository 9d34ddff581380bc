-- How did the training data come to be what it is, version by version?
describe history gold.training_data;
