package dev.sluice.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.proof.SignedNote.Verifier;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    /** The example in the documentation of golang.org/x/mod/sumdb/note. */
    private static final String PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String PUBLISHED =
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    @Test
    void aNoteThatAnotherProgramSignedIsGood() {
        SignedNote note = SignedNote.parse(PUBLISHED);

        assertThat(note.isSignedBy(Verifier.parse(PUBLISHED_KEY))).contains(true);
        assertThat(note.note()).isEqualTo(PUBLISHED);
        SignedNote altered = SignedNote.parse(PUBLISHED.replace("answer", "Answer"));
        assertThat(altered.isSignedBy(Verifier.parse(PUBLISHED_KEY))).contains(false);
    }

    @Test
    void aKeyThatAnotherProgramMadeSigns() {
        NoteSigner signer =
                NoteSigner.parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");

        assertThat(signer.verifier().text()).isEqualTo(PUBLISHED_KEY);
        assertThat(signer.sign(SignedNote.parse(PUBLISHED).text()).note()).isEqualTo(PUBLISHED);
    }

    @Test
    void aKeyIsReadAsItIsWrittenAndNeverShown() {
        NoteSigner signer = NoteSigner.generate("sluice.example", new SecureRandom());

        assertThat(NoteSigner.parse(signer.secret()).verifier().text())
                .isEqualTo(signer.verifier().text());
        assertThat(signer.toString()).doesNotContain(signer.secret().substring(30));
        assertThat(signer.sign("a\n").isSignedBy(signer.verifier())).contains(true);
        assertThat(signer.sign("a\n")
                        .isSignedBy(NoteSigner.generate("sluice.example", new SecureRandom())
                                .verifier()))
                .isEmpty();
    }

    @Test
    void whatIsNoKeyOrNoteIsRefusedWithTheReason() {
        String secret =
                NoteSigner.generate("sluice.example", new SecureRandom()).secret();

        assertThatThrownBy(() -> NoteSigner.parse("secret"))
                .hasMessageContaining("no key to sign notes with")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> NoteSigner.parse(secret.replace("sluice.", "other.")))
                .hasMessageContaining("not that of its key");
        assertThatThrownBy(() -> NoteSigner.generate("a b", new SecureRandom())).hasMessageContaining("no spaces");
        assertThatThrownBy(() -> Verifier.parse(PUBLISHED_KEY.replace("c74f20a3", "c74f20a4")))
                .hasMessageContaining("copy the whole line");
        assertThatThrownBy(() -> SignedNote.parse("text\n")).hasMessageContaining("no signed note");
        assertThatThrownBy(() -> SignedNote.parse("text\n\nsigned\n")).hasMessageContaining("`signed` is no signature");
    }
}
