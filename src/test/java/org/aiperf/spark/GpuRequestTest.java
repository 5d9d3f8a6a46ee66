// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark://host:7077                                   | 0",
                "spark://host:7077     executor=1 task=1             | 1",
                "spark://host:7077     executor=4 task=2             | 2",
                "yarn                  executor=2 task=1 cores=8 cpus=4 script | 1",
                "k8s://https://host    executor=1 task=1 script      | 1",
                "local-cluster[2,2,1024] executor=2 task=1           | 1",
                "local[4,100]          driver=4                      | 1",
                "local[2]              driver=4                      | 2",
                "local                                               | 0"
            })
    void whatFitsTogetherGivesEachTrialItsGpus(String settings, int perTrial) {
        GpuRequest request = request(settings);
        assertThat(request.problems()).isEmpty();
        assertThat(request.perTrial()).isEqualTo(perTrial);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark://host:7077  executor=1 task=2            | has 1                    | raise spark.executor.resource.gpu.amount",
                "spark://host:7077  executor=3 task=2            | trials of 2              | a multiple of",
                "spark://host:7077  executor=1 task=0.5          | amount=0.5               | a whole number",
                "spark://host:7077  task=1                       | ask for none             | spark.executor.resource.gpu.amount=1",
                "spark://host:7077  executor=1                   | no trial would use       | set spark.task.resource.gpu.amount",
                "spark://host:7077  executor=4 task=1 cores=3    | 4 cores, and it has 3    | spark.executor.cores=4",
                "yarn               executor=2 task=1 cpus=4 script | 8 cores, and it has 1 | spark.executor.cores=8",
                "yarn               executor=1 task=1            | cannot tell              | discoveryScript",
                "local-cluster[1,1,1024] executor=2 task=1       | 2 cores, and it has 1    | spark.executor.cores=2",
                "local[2]           executor=1 task=1            | for ever                 | spark.driver.resource.gpu.amount=N",
                "local[*]           executor=1                   | executor.resource.gpu.amount=1 for ever | discoveryScript=submit/get-gpus.sh",
                "local[4]           driver=2                     | 4 trials at once         | take local[2]",
                "local[3]           driver=4                     | cannot be shared out     | take local[4]"
            })
    void whatDoesNotIsRefusedWithTheFix(String settings, String problem, String fix) {
        assertThat(request(settings).problems()).singleElement().asString().contains(problem, fix);
    }

    private static GpuRequest request(String settings) {
        List<String> words = List.of(settings.split(" +"));
        SparkConf conf = new SparkConf(false).set("spark.master", words.get(0));
        for (String word : words.subList(1, words.size())) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.substring(0, word.length() - value.length())) {
                case "cores=" -> conf.set("spark.executor.cores", value);
                case "cpus=" -> conf.set("spark.task.cpus", value);
                case "" -> conf.set("spark.executor.resource.gpu.discoveryScript", "get-gpus.sh");
                default ->
                    conf.set("spark.%s.resource.gpu.amount".formatted(word.substring(0, word.indexOf('='))), value);
            }
        }
        return new GpuRequest(conf);
    }
}
