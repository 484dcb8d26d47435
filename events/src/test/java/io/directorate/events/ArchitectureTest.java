package io.directorate.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assertions;

/** The rules of the module's packages. */
@AnalyzeClasses(packages = "io.directorate.events", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PURE = {"io.directorate.events.model..", "io.directorate.events.service.."};

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.directorate.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DECISIONS_KNOW_NO_DEVICE_AND_NO_THREAD = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "java.net..",
                    "java.sql..",
                    "java.time..",
                    "java.util.concurrent..",
                    "java.util.logging..",
                    "java.lang.reflect..",
                    "com.fasterxml..",
                    "org.slf4j..",
                    "org.sqlite..");

    @ArchTest
    static final ArchRule DECISIONS_KNOW_NO_CLOCK_AND_NO_CHANCE = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethodWhere(reads("the clock, the environment or chance"))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.(lang\\.(Thread|Process|ProcessBuilder|Runtime)|util\\.(Random|SplittableRandom|UUID"
                            + "|Timer|Date|Calendar)|security\\.SecureRandom)");

    @ArchTest
    static final ArchRule WORDS_KNOW_NO_RULES = noClasses()
            .that()
            .resideInAPackage("io.directorate.events.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.directorate.events.service..", "io.directorate.events.codec..");

    @ArchTest
    static final ArchRule RULES_KNOW_NO_FORMAT = noClasses()
            .that()
            .resideInAPackage("io.directorate.events.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.directorate.events.codec..", "io.directorate.events.journal..");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes().should(resideInANullMarkedPackage());

    @ArchTest
    static void theRulesLookAtSomething(JavaClasses classes) {
        Set<String> packages = new TreeSet<>();
        classes.forEach(c -> packages.add(c.getPackageName()));
        Assertions.assertTrue(
                packages.containsAll(Set.of(
                        "io.directorate.events.model",
                        "io.directorate.events.service",
                        "io.directorate.events.codec",
                        "io.directorate.events.journal")),
                packages::toString);
    }

    private static DescribedPredicate<JavaCall<?>> reads(String what) {
        return DescribedPredicate.describe("reads " + what, call -> {
            String owner = call.getTargetOwner().getName();
            String name = call.getName();
            return (owner.equals("java.lang.System") && !name.equals("arraycopy") && !name.equals("identityHashCode"))
                    || (owner.equals("java.lang.Math") && name.equals("random"));
        });
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package annotated with @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " of " + type.getName()));
            }
        };
    }
}
