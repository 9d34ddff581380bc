package ai.kalimtak.training;

/** The version of this code, from the jar's manifest. */
final class CodeVersion {
  private CodeVersion() {}

  static String current() {
    String version = CodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
