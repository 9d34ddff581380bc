package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DivisionTest {
  @Test
  void theReadsCoverEveryRowOnceEvenWhenBoundariesCoincide() {
    Division division = Division.at("id", List.of("a", "a", "b"));
    assertThat(division.predicates())
        .containsExactly(
            "source_split < 'a'",
            "source_split >= 'a' and source_split < 'b'",
            "source_split >= 'b'");
    assertThat(division.column()).isEqualTo("id as source_split, ");
  }

  @Test
  void noBoundaryMeansOneRead() {
    assertThat(Division.at("id", List.of())).isEqualTo(Division.NONE);
    assertThat(Division.NONE.predicates()).containsExactly("true");
  }

  @Test
  void aTableIsDividedByItsBlocks() {
    assertThat(SourceSnapshot.blockBoundaries(100, 4))
        .containsExactly("(25,0)", "(50,0)", "(75,0)");
    assertThat(Division.at("ctid", SourceSnapshot.blockBoundaries(0, 2)).predicates()).hasSize(2);
  }
}
