package ai.kalimtak.common.json;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.Arrays;
import java.util.Locale;

/**
 * The value that stands for an enum constant in JSON, in the database and in what commands print:
 * its name in lower case, as in {@code rolled_back}.
 */
public final class ContractValue {
  private ContractValue() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the constant that has the value. */
  public static <E extends Enum<E>> E parse(Class<E> type, String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException("no " + type.getSimpleName() + " is \"" + value + "\""));
  }

  /**
   * Makes a Jackson mapper read and write enums by these values, also as keys of maps, unless a
   * constant is annotated with another one.
   */
  public static AnnotationIntrospector introspector() {
    return new Introspector();
  }

  private static final class Introspector extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      String[] explicit = super.findEnumValues(config, type, constants, names);
      Arrays.setAll(explicit, i -> explicit[i] == null ? of(constants[i]) : explicit[i]);
      return explicit;
    }
  }
}
