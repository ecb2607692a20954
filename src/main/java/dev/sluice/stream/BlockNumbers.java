package dev.sluice.stream;

import dev.sluice.stream.state.RowsImage;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** The numbers of the blocks of an identity that are stored, sorted: hundreds, of which few change. Immutable. */
final class BlockNumbers extends AbstractSet<Long> {
    static final BlockNumbers NONE = new BlockNumbers(new long[0]);

    private final long[] sorted;

    private BlockNumbers(long[] sorted) {
        this.sorted = sorted;
    }

    static BlockNumbers of(Collection<Long> numbers) {
        return new BlockNumbers(
                numbers.stream().mapToLong(Long::longValue).sorted().distinct().toArray());
    }

    /** These, with those of some blocks and without others. */
    BlockNumbers with(List<RowsImage> come, LongStream gone) {
        long[] out = gone.sorted().toArray();
        LongStream left = LongStream.of(sorted).filter(number -> Arrays.binarySearch(out, number) < 0);
        return new BlockNumbers(LongStream.concat(left, come.stream().mapToLong(RowsImage::number))
                .sorted()
                .toArray());
    }

    /** Those of these that are not among others. */
    LongStream without(BlockNumbers others) {
        LongStream.Builder without = LongStream.builder();
        int other = 0;
        for (long number : sorted) {
            while (other < others.sorted.length && others.sorted[other] < number) {
                other++;
            }
            if (other == others.sorted.length || others.sorted[other] != number) {
                without.add(number);
            }
        }
        return without.build();
    }

    boolean contains(long number) {
        return Arrays.binarySearch(sorted, number) >= 0;
    }

    /** The greatest, 0 if there is none. */
    long greatest() {
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }

    @Override
    public boolean contains(Object number) {
        return number instanceof Long that && contains(that.longValue());
    }

    @Override
    public PrimitiveIterator.OfLong iterator() {
        return Arrays.stream(sorted).iterator();
    }

    @Override
    public int size() {
        return sorted.length;
    }
}
