package ai.kalimtak.etl.redaction;

import ai.kalimtak.common.text.Utf8Function;
import ai.kalimtak.etl.redaction.detectors.Finding;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Redacts the strings and numbers inside JSON, which stays valid JSON. Each value is looked at
 * together with its field name, because only the name shows that {@code {"password": "…"}} is a
 * secret. Text that is not JSON is redacted as plain text.
 */
record RedactedJson(Redactor redactor) implements Utf8Function {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @Override
  public UTF8String apply(UTF8String json) {
    String text = json.toString();
    if (!redactor.mayHold(text)) {
      return json;
    }
    try {
      JsonNode before = JSON.readTree(text);
      JsonNode after = redacted("", before);
      return after.equals(before) ? json : UTF8String.fromString(JSON.writeValueAsString(after));
    } catch (JsonProcessingException e) {
      return UTF8String.fromString(redactor.redact(text));
    }
  }

  private JsonNode redacted(String name, JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(
              field ->
                  copy.set(
                      redactor.redact(field.getKey()), redacted(field.getKey(), field.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(redacted(name, element)));
      return copy;
    }
    if (!node.isTextual() && !node.isNumber()) {
      return node;
    }
    String before = node.asText();
    String after = redactedAfter(name, before);
    return after.equals(before) ? node : TextNode.valueOf(after);
  }

  private String redactedAfter(String name, String value) {
    String prefix = name + ": ";
    String both = prefix + value;
    StringBuilder redacted = new StringBuilder();
    int from = prefix.length();
    for (Finding finding : redactor.find(both)) {
      if (finding.end() > prefix.length()) {
        redacted
            .append(both, from, Math.max(from, finding.start()))
            .append(finding.type().placeholder());
        from = finding.end();
      }
    }
    return redacted.append(both, from, both.length()).toString();
  }

  @Override
  public String toString() {
    return "redaction of JSON";
  }
}
