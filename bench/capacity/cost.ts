/** Cost and emissions of measured CPU time and memory. Each input has a source, and can be set in the environment. */

/** One input of the calculation. */
export interface Input {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

const input = (name: string, fallback: number, unit: string, source: string): Input => {
  const given = Number(process.env[name]);
  return given > 0
    ? { name, value: given, unit, source: 'set in the environment' }
    : { name, value: fallback, unit, source };
};

const fargate = 'AWS Fargate, Linux/x86, us-east-1, https://aws.amazon.com/fargate/pricing/';
const footprint =
  'Cloud Carbon Footprint, AWS, https://www.cloudcarbonfootprint.org/docs/methodology/';

const embodied =
  'Teads, https://medium.com/teads-engineering/building-an-aws-ec2-carbon-emissions-dataset-3f0fd76c98ac';

// The prices are rounded. Do not change them: recorded costs were computed with them.
export const inputs = {
  core: input('BENCH_USD_PER_CORE_HOUR', 0.04, 'USD per core-hour', `${fargate}: 0.04048`),
  memory: input('BENCH_USD_PER_GIB_HOUR', 0.0045, 'USD per GiB-hour', `${fargate}: 0.004445`),
  corePower: input('BENCH_WATTS_PER_CORE', 3.5, 'W per busy core', `${footprint}: maximum watts`),
  memoryPower: input(
    'BENCH_WATTS_PER_GIB',
    0.392,
    'W per GiB',
    `${footprint}: 0.000392 kWh per GB-hour`,
  ),
  carbon: input(
    'BENCH_GRAMS_PER_KWH',
    436,
    'g CO2 per kWh',
    'world average in 2022, Ember, https://ember-energy.org/latest-insights/global-electricity-review-2023/',
  ),
  coreMaking: input(
    'BENCH_EMBODIED_GRAMS_PER_CORE_HOUR',
    0.297,
    'g CO2e per core-hour',
    `${embodied}: 1,000 kg for a server, here with 96 logical cores, over 4 years`,
  ),
  memoryMaking: input(
    'BENCH_EMBODIED_GRAMS_PER_GIB_HOUR',
    0.0396,
    'g CO2e per GiB-hour',
    `${embodied}: 44.4 kg for 32 GB, over 4 years`,
  ),
};

/** What was measured at a fixed arrival rate. */
export interface Usage {
  /** CPU time per 1,000 requests. */
  readonly processorMilliseconds: number;
  readonly mebibytes: number;
  /** Requests per second. */
  readonly rate: number;
}

/** Core-hours and GiB-hours for a million requests at this rate. */
const hoursOfMillion = ({ processorMilliseconds, mebibytes, rate }: Usage): Hours => ({
  core: processorMilliseconds / 3600,
  gibibyte: (mebibytes / 1024) * (1e6 / rate / 3600),
});

/** @returns USD per 1,000,000 requests: CPU time used, and memory held while they arrive. */
export const costOfMillion = (usage: Usage): number => {
  const { core, gibibyte } = hoursOfMillion(usage);
  return core * inputs.core.value + gibibyte * inputs.memory.value;
};

/** What work takes: processor time, and memory held for a time. */
interface Hours {
  readonly core: number;
  readonly gibibyte: number;
}

/**
 * Software carbon intensity (ISO/IEC 21031): the energy, times the carbon of the grid, plus the share of what making
 * the hardware emitted.
 *
 * @returns g CO2e
 */
const carbonOf = ({ core, gibibyte }: Hours): number => {
  const wattHours = core * inputs.corePower.value + gibibyte * inputs.memoryPower.value;
  const making = core * inputs.coreMaking.value + gibibyte * inputs.memoryMaking.value;
  return (wattHours / 1000) * inputs.carbon.value + making;
};

/** @returns g CO2e per 1,000,000 requests at this rate. */
export const carbonOfMillion = (usage: Usage): number => carbonOf(hoursOfMillion(usage));

/** @returns g CO2e of an hour in which an app holds its memory and does nothing. */
export const carbonOfIdleHour = (mebibytes: number): number =>
  carbonOf({ core: 0, gibibyte: mebibytes / 1024 });
