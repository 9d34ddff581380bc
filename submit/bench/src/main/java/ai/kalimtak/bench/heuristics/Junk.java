package ai.kalimtak.bench.heuristics;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Kinds of worthless texts, generated from a good text and a seed. The limits of the rules were
 * chosen on the first half; the kinds of the second half were defined before their figures were
 * seen, and no rule or limit was changed for them.
 */
enum Junk {
  KEY_MASH(false, false) {
    @Override
    String of(String good, Random dice) {
      return words(dice, 1, 12, () -> walk(dice, List.of("qwertyuiop", "asdfghjkl", "zxcvbnm")));
    }
  },
  RANDOM_LETTERS(false, false) {
    @Override
    String of(String good, Random dice) {
      return words(dice, 2, 12, () -> letters(dice, "abcdefghijklmnopqrstuvwxyz", 3, 10));
    }
  },
  REPEATED_PHRASE(false, false) {
    @Override
    String of(String good, Random dice) {
      List<String> words = List.of(good.strip().split("\\s+"));
      int size = Math.min(words.size(), 2 + dice.nextInt(6));
      int start = dice.nextInt(words.size() - size + 1);
      String phrase = String.join(" ", words.subList(start, start + size));
      return String.join(" ", Collections.nCopies(5 + dice.nextInt(20), phrase));
    }
  },
  REPEATED_LINES(false, false) {
    @Override
    String of(String good, Random dice) {
      String line = good.strip().lines().findFirst().orElse("again");
      return String.join("\n", Collections.nCopies(4 + dice.nextInt(12), line));
    }
  },
  SYMBOL_SOUP(false, false) {
    @Override
    String of(String good, Random dice) {
      return letters(dice, "!@#$%^&*()_+-=[]{};':\"\\|,.<>/?~`", 15, 120);
    }
  },
  BASE64(false, false) {
    @Override
    String of(String good, Random dice) {
      byte[] bytes = new byte[40 + dice.nextInt(300)];
      dice.nextBytes(bytes);
      return dice.nextBoolean()
          ? Base64.getEncoder().encodeToString(bytes)
          : Base64.getMimeEncoder().encodeToString(bytes);
    }
  },
  MISREAD_UTF8(false, false) {
    @Override
    String of(String good, Random dice) {
      String accented = foreign(dice);
      return new String(accented.getBytes(StandardCharsets.UTF_8), Charset.forName("windows-1252"));
    }
  },
  CUT_OFF(true, false) {
    @Override
    String of(String good, Random dice) {
      String text = good.strip();
      return text.substring(
          0, Math.max(1, (int) (text.length() * (0.3 + 0.6 * dice.nextDouble()))));
    }
  },
  REFUSAL(true, false) {
    @Override
    String of(String good, Random dice) {
      return oneOf(
          dice,
          "As an AI language model, I cannot provide an opinion on this topic.",
          "As an AI, I don't have personal experiences, so I can't answer that.",
          "I'm sorry, but I can't assist with that request.",
          "I apologize, but I am unable to fulfill this request as it goes against my guidelines.",
          "I cannot help with that. Is there anything else you would like to know?",
          "I'm sorry, but as an AI language model I do not have access to current data.",
          "Unfortunately, I can't provide medical advice. Please see a professional.",
          "Als KI-Sprachmodell kann ich dazu leider nichts sagen, denn ich habe keine Meinung.",
          "Lo siento, pero no puedo ayudar con eso.",
          "Je suis désolé, mais je ne peux pas vous aider avec cette demande.");
    }
  },
  PLACEHOLDER(false, false) {
    @Override
    String of(String good, Random dice) {
      String text =
          "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut"
              + " labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation.";
      return text.substring(0, text.indexOf(' ', 25 + dice.nextInt(120)));
    }
  },
  NEXT_TO_NOTHING(false, false) {
    @Override
    String of(String good, Random dice) {
      return oneOf(dice, "...", "-", "?", "??", ".", "--", "!!!", "___", "''", "( )", "*");
    }
  },

  SHUFFLED_LETTERS(false, true) {
    @Override
    String of(String good, Random dice) {
      return List.of(good.strip().split("\\s+")).stream()
          .map(
              word -> {
                List<String> letters = new ArrayList<>(List.of(word.split("")));
                Collections.shuffle(letters, dice);
                return String.join("", letters);
              })
          .collect(Collectors.joining(" "));
    }
  },
  CYRILLIC_MASH(false, true) {
    @Override
    String of(String good, Random dice) {
      return words(
          dice, 1, 10, () -> walk(dice, List.of("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")));
    }
  },
  COUNTING_LOOP(false, true) {
    @Override
    String of(String good, Random dice) {
      List<String> words = List.of(good.strip().split("\\s+"));
      String phrase = String.join(" ", words.subList(0, Math.min(words.size(), 6)));
      int from = 1 + dice.nextInt(2000);
      return IntStream.range(from, from + 8 + dice.nextInt(20))
          .mapToObj(number -> phrase + " " + number)
          .collect(Collectors.joining(", "));
    }
  },
  STUCK_KEY(false, true) {
    @Override
    String of(String good, Random dice) {
      return letters(dice, "abcdefghijklmnopqrstuvwxyz", 1, 1).repeat(15 + dice.nextInt(80));
    }
  },
  SCREAMING_LOOP(false, true) {
    @Override
    String of(String good, Random dice) {
      String line = good.strip();
      return IntStream.range(0, 4 + dice.nextInt(6))
          .mapToObj(turn -> turn % 2 == 0 ? line.toUpperCase(Locale.ROOT) : line)
          .collect(Collectors.joining("!!! "));
    }
  },
  BOX_DRAWING(false, true) {
    @Override
    String of(String good, Random dice) {
      return letters(dice, "─│┌┐└┘├┤┬┴┼═║╔╗╚╝█▓▒░ ", 20, 150);
    }
  },
  HEX_DUMP(false, true) {
    @Override
    String of(String good, Random dice) {
      return words(dice, 16, 80, () -> letters(dice, "0123456789abcdef", 2, 2));
    }
  },
  PERCENT_ESCAPES(false, true) {
    @Override
    String of(String good, Random dice) {
      return java.net.URLEncoder.encode(
          oneOf(dice, "что вы думаете об этом", "これは何ですか教えてください", "ماذا تقول عن هذا الموضوع"),
          StandardCharsets.UTF_8);
    }
  },
  TWICE_MISREAD(false, true) {
    @Override
    String of(String good, Random dice) {
      String once =
          new String(foreign(dice).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      return new String(once.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
  },
  REPLACED_CHARACTERS(false, true) {
    @Override
    String of(String good, Random dice) {
      return new String(
          foreign(dice).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  },
  CUT_CODE(true, true) {
    @Override
    String of(String good, Random dice) {
      String code =
          oneOf(
              dice,
              "Here is how:\n```python\ndef total(prices):\n    result = 0\n    for price in prices:\n        resu",
              "{\"name\": \"Ada\", \"roles\": [\"author\", \"editor\"], \"city\": \"Lon",
              "Use this query:\n```sql\nselect name, count(*) from orders group by",
              "```js\nconst sum = (a, b) => {\n  return a +");
      return code;
    }
  },
  OTHER_REFUSAL(true, true) {
    @Override
    String of(String good, Random dice) {
      return oneOf(
          dice,
          "I must decline to write this, since it could cause harm.",
          "Sorry, this isn't something I'm able to do for you.",
          "I won't be able to generate that kind of content.",
          "Being a virtual assistant, I have no feelings or opinions about that.",
          "My apologies, but we are not able to offer support with this matter.",
          "I'm just an AI, so I can't have a favourite film.",
          "That request violates our usage policies, so there is no answer.",
          "Es tut mir leid, aber dabei kann ich dir nicht helfen.",
          "Sou um modelo de linguagem e não tenho opiniões próprias.",
          "Üzgünüm, bu konuda yardımcı olamıyorum.");
    }
  };

  private final boolean ofAnswers;
  private final boolean heldOut;

  Junk(boolean ofAnswers, boolean heldOut) {
    this.ofAnswers = ofAnswers;
    this.heldOut = heldOut;
  }

  /** Returns whether only an answer can be junk of this kind. */
  boolean isOfAnswers() {
    return ofAnswers;
  }

  boolean isHeldOut() {
    return heldOut;
  }

  abstract String of(String good, Random dice);

  private static String oneOf(Random dice, String... texts) {
    return texts[dice.nextInt(texts.length)];
  }

  private static String foreign(Random dice) {
    return oneOf(
        dice,
        "Möchtest du später über die schönen Gärten im Süden erzählen?",
        "Pouvez-vous résumer ce très long texte à propos de l’été dernier ?",
        "¿Cómo está la situación económica según el último análisis?",
        "Türkiye'de öğrenciler için çok güzel şehirler var mı?",
        "Расскажите мне, пожалуйста, о погоде в Москве",
        "“I don’t know” – that’s what she said… isn’t it?");
  }

  private static String words(
      Random dice, int fewest, int most, java.util.function.Supplier<String> word) {
    return IntStream.range(0, fewest + dice.nextInt(most - fewest + 1))
        .mapToObj(i -> word.get())
        .collect(Collectors.joining(" "));
  }

  private static String letters(Random dice, String of, int fewest, int most) {
    return dice.ints(fewest + dice.nextInt(most - fewest + 1), 0, of.length())
        .mapToObj(i -> of.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  /** Neighboring keys on a keyboard. */
  private static String walk(Random dice, List<String> rows) {
    String row = rows.get(dice.nextInt(rows.size()));
    StringBuilder word = new StringBuilder();
    int at = dice.nextInt(row.length());
    for (int i = 6 + dice.nextInt(10); i > 0; i--) {
      word.append(row.charAt(at));
      at = Math.floorMod(at + 1 + dice.nextInt(3) * (dice.nextBoolean() ? 1 : -1), row.length());
    }
    return word.toString();
  }
}
