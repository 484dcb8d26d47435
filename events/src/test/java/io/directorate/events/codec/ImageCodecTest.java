package io.directorate.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.directorate.events.Gen;
import io.directorate.events.service.ClusterImage;
import io.directorate.events.service.Histories;
import io.directorate.events.service.TestCluster;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ImageCodecTest {
    private static ClusterImage sample() {
        return new TestCluster().with(SampleValues.configuration()).image();
    }

    @Test
    void writesAndReadsTheGoldenFile() {
        ClusterImage image = sample();
        byte[] golden = Golden.check("image.json", ImageCodec.encode(image));
        assertThat(ImageCodec.decode(golden)).isEqualTo(image);
    }

    @Test
    void readsWhatItWrote() {
        Gen.forSeeds(60, gen -> {
            ClusterImage image = Histories.image(gen);
            ClusterImage read = ImageCodec.decode(ImageCodec.encode(image));
            assertThat(read).isEqualTo(image);
            assertThat(new ArrayList<>(read.services().keySet()))
                    .isEqualTo(new ArrayList<>(image.services().keySet()));
            assertThat(ImageCodec.fromTree(ImageCodec.toTree(image))).isEqualTo(image);
        });
    }

    @Test
    void refusesAnImageThatWasChanged() {
        ObjectNode tree = ImageCodec.toTree(sample());
        ((ObjectNode) tree.get("services").get(0)).put("scheduler", "rr");
        assertThatThrownBy(() -> ImageCodec.fromTree(tree))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.path()).isEqualTo("sha256"))
                .hasMessageContaining("it was changed");
    }

    @Test
    void refusesTheSameTwice() {
        for (String list : new String[] {"services", "groups", "declarations"}) {
            ObjectNode tree = ImageCodec.toTree(sample());
            ArrayNode array = (ArrayNode) tree.get(list);
            int size = array.size();
            array.add(array.get(0));
            assertThatThrownBy(() -> ImageCodec.fromTree(tree))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.path()).isEqualTo(list + "[" + size + "]"))
                    .hasMessageContaining("stands in this image before");
        }
    }

    @Test
    void refusesAFeatureLevelThatItDoesNotKnow() {
        ObjectNode tree = ImageCodec.toTree(sample()).put("featureLevel", 2);
        assertThatThrownBy(() -> ImageCodec.fromTree(tree))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("feature level 2");
    }

    @Test
    void masksSecretsForPeople() {
        assertThat(Secrets.mask(ImageCodec.toTree(sample())).toString()).doesNotContain("1111");
        assertThat(Secrets.mask(ImageCodec.toTree(SampleValues.everySetting())).toString())
                .contains(Secrets.MASK);
    }
}
