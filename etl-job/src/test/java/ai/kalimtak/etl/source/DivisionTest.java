package ai.kalimtak.etl.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DivisionTest {
  @Test
  void readsCoverEveryRowOnceEvenIfBoundariesCoincide() {
    Division division = Division.at("id", List.of("a", "a", "b"));
    assertThat(division.predicates())
        .containsExactly("id < 'a'", "id >= 'a' and id < 'b'", "id >= 'b'");
  }

  @Test
  void noBoundariesMeanOneRead() {
    assertThat(Division.at("id", List.of())).isEqualTo(Division.NONE);
    assertThat(Division.NONE.predicates()).containsExactly("true");
  }

  @Test
  void dividesATableByItsBlocks() {
    assertThat(SourceSnapshot.blockBoundaries(100, 4))
        .containsExactly("(25,0)", "(50,0)", "(75,0)");
    assertThat(Division.at("ctid", SourceSnapshot.blockBoundaries(0, 2)).predicates()).hasSize(2);
  }
}
