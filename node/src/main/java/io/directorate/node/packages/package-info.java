/**
 * Debian packages on demand: installed where this process may, unpacked into a cache folder where that serves, else
 * refused with the command to run. Start at {@link io.directorate.node.packages.DebianPackages}.
 */
@NullMarked
package io.directorate.node.packages;

import org.jspecify.annotations.NullMarked;
