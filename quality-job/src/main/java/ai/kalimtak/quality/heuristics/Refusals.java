package ai.kalimtak.quality.heuristics;

import java.util.regex.Pattern;

/**
 * Answers that decline instead of answering. Only how an answer begins counts, so that a text about
 * refusals is none; and a machine's way of saying it: "I can't believe it" and "I'm sorry, I can't
 * recall" are people's. The phrases are those by which the makers of instruction sets cleaned
 * theirs of disclaimers (ShareGPT/Vicuna's list of 2023, WizardLM "uncensored"), tightened to an
 * inability said of oneself, and the same in six more languages.
 */
final class Refusals {
  private static final int LOOKED_AT = 240;

  private static final String SERVICES =
      "(?:assist|help|comply|fulfil|provide|generat|creat|writ|produc|engag|participat|complet|offer"
          + "|support|discuss|answer|do that|continu|process that|share|respond|give (?:you )?(?:medical"
          + "|legal|financial|advice))";

  private static final String[] PHRASES = {
    // A machine speaking of itself, and of what it has or can not.
    "\\bas an? (?:ai|a\\.i\\.|artificial intelligence|(?:large )?language model|chatbot|virtual assistant"
        + "|ai-based|ai-powered)\\b[^.!?]{0,80}\\b(?:can ?not|can't|unable|not able|do not|don't|am not"
        + "|not (?:capable|allowed|permitted|programmed|designed|appropriate)|won't|lack|without)\\b",
    "\\bi(?:'m| am) (?:just |only |merely )?an? (?:ai|language model|large language model|artificial"
        + " intelligence)\\b[^.!?]{0,80}\\b(?:can ?not|can't|unable|not able|do not|don't)\\b",
    // Apologies that lead to an inability to serve.
    "\\b(?:sorry|apologi[sz]e|apologies|regret|afraid|unfortunately)\\b[^.!?]{0,40}\\b(?:i|we)(?:'m|"
        + " am|'re| are)? (?:really )?(?:can ?not|can't|won't|unable to|not able to|not comfortable|"
        + "must decline)\\W+(?:to |with )?(?:\\w+ ){0,2}?"
        + SERVICES,
    "^\\W*i(?:'m| am)? (?:can ?not|can't|won't|will not|unable to|not able to|must decline to) (?:\\w+ )"
        + "{0,1}?(?:assist|comply|fulfil|engage in|provide (?:that|this|you|any|instructions|information"
        + "|guidance)|generate|help (?:you )?with (?:that|this))",
    "\\b(?:goes|is|are|be) against my (?:programming|guidelines|polic|content|ethic)",
    "\\bi(?:'ve| have) been (?:programmed|designed|instructed) not to\\b",
    // German, French, Spanish, Portuguese, Italian, Turkish, Dutch: the same two ways.
    "\\bals (?:ki|künstliche intelligenz|ki-sprachmodell|sprachmodell|ai-taalmodel|taalmodel)\\b[^.!?]"
        + "{0,80}\\b(?:nicht|kein|keine|niet|geen)\\b",
    "\\b(?:tut mir leid|entschuldig)[^!?]{0,60}\\bkann\\b[^.!?]{0,60}\\bnicht\\b[^.!?]{0,40}"
        + "(?:helfen|unterstützen|nachkommen|beantworten|erfüllen|bereitstellen)",
    "\\ben tant qu['’](?:ia|intelligence artificielle|modèle de langage|assistant)[^.!?]{0,80}\\b(?:ne"
        + " (?:peux|suis|dispose|possède)|n['’]ai)\\b",
    "\\b(?:désolé|navré)e?\\b[^!?]{0,40}\\bne (?:peux|suis)\\b[^.!?]{0,60}(?:aider|répondre|fournir"
        + "|satisfaire)",
    "\\bcomo (?:una? |uma? )?(?:ia|inteligencia artificial|inteligência artificial|modelo de (?:lenguaje"
        + "|linguagem))\\b[^.!?]{0,80}\\b(?:no (?:puedo|tengo)|não (?:posso|tenho|consigo))",
    "\\b(?:lo siento|desculpe|lamento|sinto muito)\\b[^!?]{0,40}\\b(?:no puedo|não posso|não consigo)\\b"
        + "[^.!?]{0,40}(?:ayudar|ajudar|proporcionar|fornecer|cumplir|atender|asistir)",
    "\\b(?:in quanto|come) (?:ia|intelligenza artificiale|modello (?:di linguaggio|linguistico))\\b"
        + "[^.!?]{0,80}\\bnon (?:posso|ho|sono)\\b",
    "\\bmi dispiace\\b[^!?]{0,40}\\bnon posso\\b[^.!?]{0,40}(?:aiutar|fornire|soddisfare|assister)",
    "\\b(?:bir )?(?:yapay zeka|dil modeli)\\b[^.!?]{0,80}\\b(?:olarak)\\b[^.!?]{0,80}(?:amam|emem|mıyorum"
        + "|miyorum|yok)",
    "\\büzgünüm\\b[^!?]{0,80}\\byardımcı olam",
  };

  private static final Pattern ANY =
      Pattern.compile(String.join("|", PHRASES), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Refusals() {}

  static boolean declines(String answer) {
    String start = answer.length() <= LOOKED_AT ? answer : answer.substring(0, LOOKED_AT);
    return ANY.matcher(start.replace('’', '\'')).find();
  }
}
