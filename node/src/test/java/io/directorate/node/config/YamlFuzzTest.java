package io.directorate.node.config;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a file holds, reading it gives a configuration or a {@link ConfigException}. */
class YamlFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsOrRefusesAnyFile(FuzzedDataProvider data) {
        try {
            ConfigReader.of(YamlDocument.parse("fuzz.yaml", data.consumeRemainingAsBytes()));
        } catch (ConfigException e) {
            if (!String.valueOf(e.getMessage()).startsWith("fuzz.yaml")) {
                throw new AssertionError("the refusal does not name the file: " + e.getMessage());
            }
        }
    }
}
