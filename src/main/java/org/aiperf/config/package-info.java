// SPDX-License-Identifier: Apache-2.0
/**
 * The settings of a run: {@code reference.conf} holds every default, {@link org.aiperf.config.Settings} is its typed
 * view, and {@link org.aiperf.config.SettingsLoader} lays a settings file and {@code --set} options over it.
 */
@NullMarked
package org.aiperf.config;

import org.jspecify.annotations.NullMarked;
