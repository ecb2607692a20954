package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The look-up that every record passes. */
class IdTableTest {

    @Property(tries = 500)
    void holdsWhatAMapHolds(@ForAll List<Integer> ids) {
        IdTable<String> table = new IdTable<>(Integer.MAX_VALUE);
        Map<Integer, String> expected = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            assertThat(table.get(ids.get(i))).isEqualTo(expected.get(ids.get(i)));
            table.put(ids.get(i), "v" + i);
            expected.put(ids.get(i), "v" + i);
        }

        expected.forEach((id, value) -> assertThat(table.get(id)).isEqualTo(value));
    }

    @Test
    void holdsIdsInARowAndFarApart() {
        IdTable<Integer> table = new IdTable<>(10_000);
        for (int id = 0; id < 1000; id++) {
            table.put(id, id);
            table.put(100_000 + id * 65_536, -id);
        }

        assertThat(table.get(999)).isEqualTo(999);
        assertThat(table.get(100_000 + 7 * 65_536)).isEqualTo(-7);
        assertThat(table.get(1001)).isNull();
    }

    @Test
    void startsAfreshWhenFull() {
        IdTable<String> table = new IdTable<>(3);
        for (int id = 1; id <= 4; id++) {
            table.put(id, "v" + id);
        }

        assertThat(table.get(1)).isNull();
        assertThat(table.get(4)).isEqualTo("v4");
    }
}
