package ai.kalimtak.submit.demo;

/**
 * What is in the database after a week was written, whether now or before.
 *
 * @param interactions interactions of the week
 * @param feedback ratings that found their interaction
 * @param personalData interactions and remarks that hold personal data
 * @param nearDuplicates interactions that nearly repeat an earlier one
 * @param exactDuplicates interactions that repeat an earlier one
 * @param inappropriate interactions with a rude input
 * @param anonymous interactions without a user
 * @param moderated interactions that a person judged
 */
public record DemoWritten(
    int interactions,
    int feedback,
    int personalData,
    int nearDuplicates,
    int exactDuplicates,
    int inappropriate,
    int anonymous,
    int moderated) {}
