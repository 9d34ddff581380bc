package ai.kalimtak.bench.heuristics;

/** A row's texts; an answer may be absent. */
record TextPair(String prompt, String answer) {}
