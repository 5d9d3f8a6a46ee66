// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.aiperf.benchmark.DriverDesk;
import org.aiperf.benchmark.TrialLauncher;
import org.aiperf.device.GpuUse;
import org.aiperf.device.MachineUse;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.RecordJson;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.UseMeasured;
import org.aiperf.report.SlotUse;
import org.aiperf.search.Searches;
import org.aiperf.trial.TrialDesk;
import org.aiperf.unit.Operations;

/**
 * A cluster whose slots train nothing, on a clock that jumps: it drives the driver of real runs with the messages of real
 * trials, and hours pass in minutes. What is simulated is the network, Spark's scheduler, the time that trials and searches
 * take, and the loss of executors.
 */
public final class VirtualCluster implements TrialLauncher {

    /** As an executor tells its energy, and how it is used, when it has run for a while. */
    private static final Duration ENERGY = Duration.ofMinutes(1);

    private static final Duration USE = Duration.ofMinutes(5);

    private final ClusterModel model;
    private final SearchCosts searches;
    private final SampleNetworks networks;
    private final VirtualTime time = new VirtualTime();
    private final TimeAccount account = new TimeAccount();
    private final SplittableRandom random;
    private final DriverDesk desk;
    private final DriverServer driver;
    private final List<VirtualNode> nodes = new ArrayList<>();
    private final List<VirtualSlot> slots = new ArrayList<>();
    private final Deque<VirtualSlot> free = new ArrayDeque<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private long sparkFree;

    /**
     * @param searches what searches cost
     * @param networks what trials train
     */
    public VirtualCluster(ClusterModel model, SearchCosts searches, SampleNetworks networks) {
        this.model = model;
        this.searches = searches;
        this.networks = networks;
        this.random = new SplittableRandom(model.settings().run().seed() + model.slots());
        this.desk = new DriverDesk(
                model.settings().run(),
                Searches.hyperparameters(
                        model.settings().search(), model.settings().training()),
                Optional.empty(),
                HistoryLog.discarding(),
                time);
        this.driver = new DriverServer(time, desk, this, model.latency(), model.flush());
        for (int i = 0; i < model.slots(); i++) {
            if (i % model.slotsPerNode() == 0) {
                nodes.add(new VirtualNode(nodes.size(), model.coresPerNode()));
            }
            slots.add(new VirtualSlot(this, nodes.get(nodes.size() - 1), i));
        }
        free.addAll(slots);
    }

    /** Runs to the end. */
    public ClusterResult run() throws IOException {
        long heap = used();
        long begin = cpu();
        RunStarted header = new RunStarted(
                RunStarted.FORMAT, time.millis(), "simulated", 1, JsonNodeFactory.instance.objectNode(), Map.of());
        driver.here(1, events -> events.begin(header, model.slots()));
        plan();
        while (desk.ending().isEmpty() && time.step()) {
            // Each step plans the next ones.
        }
        slots.forEach(VirtualSlot::stop);
        return result(heap, Duration.ofNanos(cpu() - begin));
    }

    /** What happens by itself. */
    private void plan() {
        Duration look = model.settings().run().progressInterval();
        repeat(look, () -> driver.here(0, DriverDesk::look));
        for (VirtualNode node : nodes) {
            time.after(Duration.ofNanos((long) (ENERGY.toNanos() * random.nextDouble())), () -> measure(node));
            time.after(Duration.ofNanos((long) (USE.toNanos() * random.nextDouble())), () -> look(node));
            planLoss(node);
        }
    }

    private void repeat(Duration interval, Runnable event) {
        time.after(interval, () -> {
            event.run();
            repeat(interval, event);
        });
    }

    private void measure(VirtualNode node) {
        long seconds = time.now() / 1_000_000_000;
        driver.tell(desk -> desk.machine(new EnergyMeasured(
                time.millis(),
                node.executor(),
                "node-" + node.executor(),
                1000 * seconds,
                Map.of("cpu", 150.0 * seconds, "gpu", 2400.0 * seconds),
                "simulated")));
        time.after(ENERGY, () -> measure(node));
    }

    private void look(VirtualNode node) {
        driver.tell(desk -> desk.machine(new UseMeasured(
                time.millis(),
                node.executor(),
                "node-" + node.executor(),
                USE.toMillis(),
                new MachineUse(0.4123, 123_456_789_012L, 0.2345, new GpuUse(8, 0.9876, 0.8765, 321.5)))));
        time.after(USE, () -> look(node));
    }

    private void planLoss(VirtualNode node) {
        if (model.lossesPerDay() > 0) {
            double days = -Math.log(1 - random.nextDouble()) / model.lossesPerDay();
            time.after(Duration.ofNanos((long) (days * Duration.ofDays(1).toNanos())), () -> lose(node));
        }
    }

    /** Spark notices it at once, begins its tasks anew elsewhere, and starts another executor. */
    private void lose(VirtualNode node) {
        List<VirtualSlot> lost =
                slots.stream().filter(slot -> slot.node() == node).toList();
        for (VirtualSlot slot : lost) {
            free.remove(slot);
            slot.lose().ifPresent(waiting::addFirst);
        }
        match();
        time.after(model.restart(), () -> {
            node.restart(time.now());
            lost.forEach(VirtualSlot::come);
            free.addAll(lost);
            match();
            planLoss(node);
        });
    }

    /** A slot is without a task. */
    void release(VirtualSlot slot) {
        free.add(slot);
        match();
    }

    /** Spark hands out one task after the other. */
    private void match() {
        while (!free.isEmpty() && !waiting.isEmpty()) {
            VirtualSlot slot = free.remove();
            String task = waiting.remove();
            sparkFree = Math.max(sparkFree, time.now()) + model.handOut().toNanos();
            slot.promise(task);
            time.at(sparkFree + driver.oneWay(), slot.guarded(() -> slot.begin(task)));
        }
    }

    /** Reads the result of a task as the driver does. */
    void taskEnded(String task, Optional<TrialEnded> result) {
        String line = result.map(RecordJson::write).orElse("");
        driver.here(0, events -> events.taskEnded(task, line.isEmpty() ? Optional.empty() : Optional.of(read(line))));
    }

    private static TrialEnded read(String line) {
        try {
            return (TrialEnded) RecordJson.read(line);
        } catch (IOException e) {
            throw new IllegalStateException("A record that was written cannot be read", e);
        }
    }

    ClusterModel model() {
        return model;
    }

    SearchCosts searches() {
        return searches;
    }

    SampleNetworks networks() {
        return networks;
    }

    VirtualTime time() {
        return time;
    }

    DriverServer driver() {
        return driver;
    }

    TimeAccount account() {
        return account;
    }

    private ClusterResult result(long heapBefore, Duration computed) {
        var history = desk.history();
        long heap = Math.max(used() - heapBefore, 0);
        double seconds = Math.max(time.now() / 1e9, 1e-9);
        long chunks = nodes.stream().mapToLong(VirtualNode::chunkBytes).sum();
        int trials = history.trials().size();
        return new ClusterResult(
                model.slots(),
                desk.ending().orElseThrow().reason(),
                trials,
                history.trials().stream()
                        .mapToLong(trial -> trial.epochs().size())
                        .sum(),
                Duration.ofNanos(time.now()),
                account.shares(),
                SlotUse.of(history),
                driver.busy(time.now()) / 1e9 / seconds,
                Duration.ofNanos(driver.longestWait()),
                Duration.ofNanos(driver.cpu() / Math.max(trials, 1)),
                driver.messages() / seconds,
                (driver.bytes() + chunks) / seconds,
                heap,
                computed);
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public int slots() {
        return model.slots();
    }

    @Override
    public void connect(TrialDesk unused) {
        // Its slots have known the driver from the beginning.
    }

    @Override
    public void launch(int round, int tasks, RoundListener listener) {
        for (int i = 0; i < tasks; i++) {
            waiting.add(round + "/" + i);
        }
        match();
    }

    @Override
    public void kill(String task, String reason) {
        slots.stream().filter(slot -> slot.has(task)).findFirst().ifPresent(slot -> {
            slot.lose().ifPresent(waiting::addFirst);
            slot.come();
            release(slot);
        });
    }

    @Override
    public Operations liveOperations() {
        return Operations.NONE;
    }

    @Override
    public void cancel() {
        waiting.clear();
    }

    @Override
    public void close() {
        cancel();
    }
}
