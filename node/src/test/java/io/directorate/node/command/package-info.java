/** Tests of deciding commands. */
@NullMarked
package io.directorate.node.command;

import org.jspecify.annotations.NullMarked;
