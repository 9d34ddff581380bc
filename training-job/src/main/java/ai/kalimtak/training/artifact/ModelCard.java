package ai.kalimtak.training.artifact;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.training.fitting.FittedModel;
import ai.kalimtak.training.fitting.LabeledData;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.Locale;
import java.util.stream.Collectors;

/** The description of a version for its readers, in Markdown. */
final class ModelCard {
  private ModelCard() {}

  static String of(ModelRecipe recipe, LabeledData data, FittedModel fitted, long goldVersion) {
    return String.format(
        Locale.ROOT,
        """
        # %s

        %s

        ## Model

        - **Type**: %s, fitted with L-BFGS and an L2 penalty of %s (Spark MLlib).
        - **Inputs**: %s. Types are listed in `signature.json`.
        - **Classes**: %s.

        ## Data

        The model was trained on %,d labeled rows of the train split of `gold/training_data`, version %d:

        | class | rows |
        |---|---:|
        %s

        The %,d labeled rows of the validation split were used to choose the penalty and to fit the stages that follow the
        linear model, if it has any.

        ## Validation

        | metric | value |
        |---|---:|
        | log loss, nats | %.4f |
        | log loss of the constant prediction, nats | %.4f |
        | accuracy | %.3f |

        The metrics of the test split and the verdict are in the registry (`model_versions`), once the version has been
        evaluated.

        ## Limitations

        - The model knows the words, templates and domains of its training data; expect more errors on others.
        - It was trained on redacted texts.
        - Its test metrics are measured on users whose interactions it was not trained on.
        """,
        recipe.name(),
        recipe.purpose(),
        recipe.learner().description(),
        fitted.regParam(),
        recipe.inputs().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
        data.classes().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
        data.rows(TrainingData.TRAIN),
        goldVersion,
        data.trainRowsByClass().entrySet().stream()
            .map(
                entry ->
                    String.format(Locale.ROOT, "| %s | %,d |", entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n")),
        data.rows(TrainingData.VALIDATION),
        fitted.validation().logLoss(),
        fitted.validation().constantLogLoss(),
        fitted.validation().accuracy());
  }
}
