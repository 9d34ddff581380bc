package ai.kalimtak.bench.heuristics;

/** The texts of a row; the answer may be absent. */
record TextPair(String prompt, String answer) {}
