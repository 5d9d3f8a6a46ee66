// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import org.aiperf.device.DeviceSet;
import org.aiperf.network.Network;
import org.aiperf.operations.OperationCount;
import org.jspecify.annotations.Nullable;

/**
 * What a task is to train, when the driver has accepted its network.
 *
 * @param ticket which trial it is, and with which hyperparameters
 * @param devices that train it
 * @param network that is trained, hyperparameters applied
 * @param seedLayers number of layers of the seed network of its lineage
 * @param epochs greatest number of epochs
 * @param operations of an image, for the live display; null if the run's definition cannot count the network
 */
record TrialOrder(
        Ticket ticket,
        DeviceSet devices,
        Network network,
        int seedLayers,
        int epochs,
        @Nullable OperationCount operations) {

    String trial() {
        return ticket.trial();
    }
}
