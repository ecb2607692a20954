package dev.sluice.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MerkleTest {
    private static final HexFormat HEX = HexFormat.of();

    /** The leaves and roots that implementations of RFC 6962 are tested with; RFC 9162 has the same trees. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static byte[] leaf(int i) {
        return new MerkleHash().leaf(HEX.parseHex(LEAVES.get(i)));
    }

    @Test
    void rootsAreThePublishedOnes() {
        Frontier frontier = new Frontier();
        for (int size = 0; size <= LEAVES.size(); size++) {
            assertThat(HEX.formatHex(frontier.root())).isEqualTo(ROOTS.get(size));
            if (size < LEAVES.size()) {
                frontier.add(leaf(size));
            }
        }
    }

    @Test
    void pathsAreThePublishedOnes() {
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < LEAVES.size(); i++) {
            tree.add(leaf(i));
        }

        assertThat(tree.inclusion(0, 8).stream().map(HEX::formatHex))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree.consistency(1, 1)).isEmpty();
        assertThat(tree.consistency(1, 8).stream().map(HEX::formatHex))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree.consistency(6, 8).stream().map(HEX::formatHex))
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    /** Also where the first leaves are not known, but what a checkpoint tells of them. */
    @Property(tries = 500)
    void whatIsProvedIsAcceptedAndNothingElse(
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll @IntRange(max = 299) int unknown,
            @ForAll long seed) {
        Random random = new Random(seed);
        int from = unknown % size;
        List<byte[]> leaves = new ArrayList<>();
        List<byte[]> roots = new ArrayList<>();
        Frontier frontier = new Frontier();
        MerkleTree tree = null;
        for (int i = 0; i < size; i++) {
            roots.add(frontier.root());
            if (i == from) {
                tree = new MerkleTree(new Frontier(frontier.size(), frontier.nodes()));
            }
            byte[] leaf = new byte[MerkleHash.LENGTH];
            random.nextBytes(leaf);
            leaves.add(leaf);
            frontier.add(leaf);
            if (tree != null) {
                tree.add(leaf);
            }
        }
        roots.add(frontier.root());
        int index = from + random.nextInt(size - from);
        int of = index + 1 + random.nextInt(size - index);
        List<byte[]> path = tree.inclusion(index, of);

        assertThat(MerkleProofs.includes(index, of, leaves.get(index), path, roots.get(of)))
                .isTrue();
        assertThat(MerkleProofs.includes(index, of, changed(leaves.get(index), random), path, roots.get(of)))
                .isFalse();
        assertThat(MerkleProofs.includes(index, of, leaves.get(index), path, changed(roots.get(of), random)))
                .isFalse();
        if (of > 1) {
            int other = (index + 1 + random.nextInt(of - 1)) % of;
            assertThat(MerkleProofs.includes(other, of, leaves.get(index), path, roots.get(of)))
                    .isFalse();
            List<byte[]> spoilt = new ArrayList<>(path);
            int at = random.nextInt(path.size());
            spoilt.set(at, changed(path.get(at), random));
            assertThat(MerkleProofs.includes(index, of, leaves.get(index), spoilt, roots.get(of)))
                    .isFalse();
        }

        int first = Math.max(1, from) + random.nextInt(size - Math.max(1, from) + 1);
        List<byte[]> consistency = tree.consistency(first, size);
        assertThat(MerkleProofs.isConsistent(first, size, roots.get(first), roots.get(size), consistency))
                .isTrue();
        assertThat(MerkleProofs.isConsistent(
                        first, size, changed(roots.get(first), random), roots.get(size), consistency))
                .isFalse();
        if (first < size) {
            assertThat(MerkleProofs.isConsistent(
                            first, size, roots.get(first), changed(roots.get(size), random), consistency))
                    .isFalse();
        }
    }

    private static byte[] changed(byte[] hash, Random random) {
        byte[] changed = hash.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    @Test
    void whatIsNotKnownCannotBeProved() {
        Frontier frontier = new Frontier();
        for (int i = 0; i < 6; i++) {
            frontier.add(leaf(i));
        }
        MerkleTree tree = new MerkleTree(frontier);
        tree.add(leaf(6));

        assertThatThrownBy(() -> tree.inclusion(5, 7)).hasMessageContaining("not among the leaves from 6 to 7");
        assertThatThrownBy(() -> tree.inclusion(6, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistency(3, 7)).hasMessageContaining("can't be told");
        assertThatThrownBy(() -> new Frontier(5, List.of())).hasMessageContaining("5 leaves");
    }
}
