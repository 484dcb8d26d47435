package io.directorate.dataplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.directorate.dataplane.ipvs.KernelDataplane;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.directorate.dataplane", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.directorate.dataplane";

    @ArchTest
    static final ArchRule ONLY_THE_RECONCILER_WRITES_TO_A_DATAPLANE =
            classes().that().resideOutsideOfPackage(ROOT + ".reconcile").should(notCallApplyOfADataplane());

    @ArchTest
    static final ArchRule NATIVE_CODE_IS_REACHED_FROM_SOCKET_ALONE = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".socket")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jnr..", "com.kenai..");

    @ArchTest
    static final ArchRule PLANNING_IS_PURE = noClasses()
            .that()
            .resideInAPackage(ROOT + ".plan")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.time..",
                    "java.util.concurrent..",
                    "org.slf4j..")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule PLANNING_KNOWS_NO_MACHINERY = noClasses()
            .that()
            .resideInAPackage(ROOT + ".plan")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".ipvs", ROOT + ".netlink", ROOT + ".socket", ROOT + ".reconcile", ROOT + ".snat");

    @ArchTest
    static final ArchRule THE_RECONCILER_KNOWS_THE_PORT_ONLY = noClasses()
            .that()
            .resideInAPackage(ROOT + ".reconcile")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".ipvs", ROOT + ".netlink", ROOT + ".socket");

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses imported) {
        List<String> unmarked = new ArrayList<>();
        for (JavaPackage each : imported.getPackage(ROOT).getSubpackagesInTree()) {
            if (!each.getClasses().isEmpty() && !each.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(each.getName());
            }
        }
        assertThat(imported.getPackage(ROOT).isAnnotatedWith(NullMarked.class)).isTrue();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void theRuleAboutWritingSeesACallThroughTheImplementationToo() {
        JavaClasses caller = new ClassFileImporter().importClasses(Writer.class);
        assertThat(ONLY_THE_RECONCILER_WRITES_TO_A_DATAPLANE.evaluate(caller).hasViolation())
                .isTrue();
    }

    /** Does what the rule forbids. */
    static final class Writer {
        private Writer() {}

        static ApplyResult write(KernelDataplane dataplane) {
            return dataplane.apply(List.of());
        }
    }

    private static ArchCondition<JavaClass> notCallApplyOfADataplane() {
        return new ArchCondition<>("not call Dataplane.apply") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                for (JavaMethodCall call : origin.getMethodCallsFromSelf()) {
                    if (call.getTarget().getName().equals("apply")
                            && call.getTargetOwner().isAssignableTo(Dataplane.class)) {
                        events.add(SimpleConditionEvent.violated(call, call.getDescription()));
                    }
                }
            }
        };
    }
}
