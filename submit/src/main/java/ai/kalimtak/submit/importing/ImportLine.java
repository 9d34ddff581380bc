package ai.kalimtak.submit.importing;

import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.settings.Nearest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.net.InetAddresses;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One line of an import file: a JSON object with the fields of {@code user_interactions}. A line
 * that does not fit the table is refused with the field and the reason; the reason never quotes the
 * value.
 */
final class ImportLine {
  /** A line that cannot be imported; the message says why. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }

  private interface Form {
    /** Converts the JSON value to Postgres' text format. */
    String check(JsonNode value) throws Refused;
  }

  /** Fields in the order of the staged columns. */
  static final Map<String, String> COLUMN_TYPES = new LinkedHashMap<>();

  private static final Map<String, Form> FORMS = new LinkedHashMap<>();
  private static final List<String> REQUIRED = List.of("id", "created_at", "input_text");

  /** Ignored: a dump of the table contains it, but the database sets it. */
  private static final Set<String> IGNORED = Set.of("change_xid");

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  static {
    field("id", "uuid", ImportLine::uuid);
    field("user_id", "uuid", ImportLine::uuid);
    field("session_id", "text", ImportLine::text);
    field("created_at", "timestamptz", ImportLine::time);
    field("updated_at", "timestamptz", ImportLine::time);
    field("input_text", "text", ImportLine::text);
    field("domain", "text", ImportLine::text);
    field("template_id", "text", ImportLine::text);
    field("generated_prompt", "text", ImportLine::text);
    field("model_output", "text", ImportLine::text);
    field("model_name", "text", ImportLine::text);
    field("model_version", "int", value -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    field("propensity", "double precision", ImportLine::probability);
    field("latency_ms", "int", value -> whole(value, 0, Integer.MAX_VALUE));
    field("prompt_tokens", "int", value -> whole(value, 0, Integer.MAX_VALUE));
    field("completion_tokens", "int", value -> whole(value, 0, Integer.MAX_VALUE));
    field("error", "text", ImportLine::text);
    field("feedback_score", "smallint", value -> whole(value, 1, 5));
    field("feedback_text", "text", ImportLine::text);
    field("feedback_at", "timestamptz", ImportLine::time);
    field("moderation_label", "text", ImportLine::label);
    field("ip_address", "inet", ImportLine::address);
    field("user_agent", "text", ImportLine::text);
    field("metadata", "jsonb", ImportLine::object);
  }

  private ImportLine() {}

  /**
   * @return a value, or null, for each of {@link #COLUMN_TYPES}, in order
   * @throws Refused with the field and the reason
   */
  static String[] parse(String line) throws Refused {
    JsonNode object = tree(line);
    if (!object.isObject()) {
      throw new Refused("not a JSON object");
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!FORMS.containsKey(field.getKey()) && !IGNORED.contains(field.getKey())) {
        String nearest = Nearest.to(field.getKey(), FORMS.keySet());
        throw new Refused(
            "unknown field" + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?"));
      }
    }
    for (String name : REQUIRED) {
      if (object.path(name).isMissingNode() || object.path(name).isNull()) {
        throw new Refused(name + ": missing");
      }
    }
    String[] values = new String[FORMS.size()];
    int column = 0;
    for (Map.Entry<String, Form> form : FORMS.entrySet()) {
      JsonNode value = object.path(form.getKey());
      if (!value.isMissingNode() && !value.isNull()) {
        try {
          values[column] = form.getValue().check(value);
        } catch (Refused e) {
          throw new Refused(form.getKey() + ": " + e.getMessage());
        }
      }
      column++;
    }
    return values;
  }

  private static void field(String name, String type, Form form) {
    COLUMN_TYPES.put(name, type);
    FORMS.put(name, form);
  }

  private static JsonNode tree(String line) throws Refused {
    try {
      return READER.readTree(line);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      throw new Refused("not valid JSON" + (column > 0 ? " at column " + column : ""));
    }
  }

  private static String text(JsonNode value) throws Refused {
    if (!value.isTextual()) {
      throw new Refused("must be a string");
    }
    return storable(value.textValue());
  }

  /** Refuses characters that Postgres cannot store: NUL and unpaired surrogates. */
  private static String storable(String text) throws Refused {
    if (text.indexOf('\0') >= 0) {
      throw new Refused("contains a NUL character");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new Refused("contains an unpaired surrogate");
      }
    }
    return text;
  }

  private static String uuid(JsonNode value) throws Refused {
    if (!value.isTextual() || !UUID_FORM.matcher(value.textValue()).matches()) {
      throw new Refused("must be a UUID");
    }
    return UUID.fromString(value.textValue()).toString();
  }

  private static String time(JsonNode value) throws Refused {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text(value).replace(' ', 'T'));
      if (time.getYear() < 1 || time.getYear() > 9999) {
        throw new Refused("must be in the years 1 to 9999");
      }
      return time.toString();
    } catch (DateTimeException e) {
      throw new Refused("must be a time with an offset, such as 2026-01-05T09:30:00+00:00");
    }
  }

  private static String whole(JsonNode value, int lowest, int highest) throws Refused {
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < lowest
        || value.intValue() > highest) {
      throw new Refused("must be a whole number from " + lowest + " to " + highest);
    }
    return String.valueOf(value.intValue());
  }

  private static String probability(JsonNode value) throws Refused {
    if (!value.isNumber() || !(value.doubleValue() > 0 && value.doubleValue() <= 1)) {
      throw new Refused("must be a number above 0 and at most 1");
    }
    return String.valueOf(value.doubleValue());
  }

  private static String label(JsonNode value) throws Refused {
    String label = text(value);
    if (!label.equals(LabelRule.OK) && !label.equals(LabelRule.INAPPROPRIATE)) {
      throw new Refused("must be ok or inappropriate");
    }
    return label;
  }

  private static String address(JsonNode value) throws Refused {
    String address = text(value);
    if (!InetAddresses.isInetAddress(address)) {
      throw new Refused("must be an IP address");
    }
    return address;
  }

  private static String object(JsonNode value) throws Refused {
    if (!value.isObject()) {
      throw new Refused("must be a JSON object");
    }
    String json = value.toString();
    if (json.contains("\\u0000")) {
      throw new Refused("contains a NUL character");
    }
    return storable(json);
  }
}
