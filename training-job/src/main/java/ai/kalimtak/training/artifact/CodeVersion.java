package ai.kalimtak.training.artifact;

/** The version of this code, from the manifest of its jar. */
public final class CodeVersion {
  private CodeVersion() {}

  public static String current() {
    String version = CodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
