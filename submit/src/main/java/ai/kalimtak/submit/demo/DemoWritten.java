package ai.kalimtak.submit.demo;

/**
 * Counts of one week's rows in the database, whether written now or earlier.
 *
 * @param interactions interactions of the week
 * @param feedback ratings whose interaction exists
 * @param personalData interactions and remarks that contain personal data
 * @param nearDuplicates interactions that are near-duplicates of an earlier one
 * @param exactDuplicates interactions that are exact duplicates of an earlier one
 * @param inappropriate interactions with a rude input
 * @param anonymous interactions without a user
 * @param moderated interactions labeled by a moderator
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
