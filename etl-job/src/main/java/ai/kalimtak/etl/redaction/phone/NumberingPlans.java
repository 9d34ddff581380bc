package ai.kalimtak.etl.redaction.phone;

import ai.kalimtak.etl.redaction.scan.WordFile;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.List;

/** The telephone numbers that are in use, according to libphonenumber. */
final class NumberingPlans {
  private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();
  private static final WordFile REGIONS = WordFile.read(NumberingPlans.class, "regions.txt");
  private static final List<String> WITH_CUE = regions("with-cue");
  private static final List<String> WITH_TRUNK_ZERO = regions("trunk-zero");

  private NumberingPlans() {}

  /** Returns whether the number with its country code is in use, or is long enough to be one. */
  static boolean isInternational(String number, boolean acceptPossible) {
    return isValid(number, null) || (acceptPossible && PLANS.isPossibleNumber(number, null));
  }

  static boolean isNorthAmerican(String number) {
    return isValid(number, "US");
  }

  static boolean mayBeNorthAmerican(String number) {
    return PLANS.isPossibleNumber(number, "US");
  }

  /** Returns whether a number near a cue is a national one of any region. */
  static boolean isNationalNearCue(String number) {
    return isValidIn(WITH_CUE, number);
  }

  /** Returns whether a number that begins with a 0 is a national one where such numbers do. */
  static boolean isNationalWithTrunkZero(String number) {
    return isValidIn(WITH_TRUNK_ZERO, number);
  }

  private static boolean isValidIn(List<String> regions, String number) {
    for (String region : regions) {
      if (isValid(number, region)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValid(String number, String region) {
    try {
      return PLANS.isValidNumber(PLANS.parse(number, region));
    } catch (NumberParseException e) {
      return false;
    }
  }

  private static List<String> regions(String section) {
    return REGIONS.entries(section, NumberingPlans::region, "a region that libphonenumber knows");
  }

  private static String region(String code) {
    if (!PLANS.getSupportedRegions().contains(code)) {
      throw new IllegalArgumentException();
    }
    return code;
  }
}
