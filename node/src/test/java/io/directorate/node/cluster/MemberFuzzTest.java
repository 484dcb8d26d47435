package io.directorate.node.cluster;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever comes over the port of the log is read, or refused with words. */
class MemberFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyQuestion(byte[] bytes) {
        try {
            Question question = MemberCodec.question(bytes);
            MemberCodec.question(MemberCodec.encode(question));
        } catch (IllegalArgumentException refused) {
            // As it should be.
        }
    }

    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyAnswer(byte[] bytes) {
        try {
            Answer answer = MemberCodec.answer(bytes);
            MemberCodec.answer(MemberCodec.encode(answer));
        } catch (IllegalArgumentException refused) {
            // As it should be.
        }
    }
}
