-- How has the training data changed from version to version?
describe history gold.training_data;
