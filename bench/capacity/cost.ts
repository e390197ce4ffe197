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
const hoursOfMillion = ({ processorMilliseconds, mebibytes, rate }: Usage) => ({
  core: processorMilliseconds / 3600,
  gibibyte: (mebibytes / 1024) * (1e6 / rate / 3600),
});

/** @returns USD per 1,000,000 requests: CPU time used, and memory held while they arrive. */
export const costOfMillion = (usage: Usage): number => {
  const { core, gibibyte } = hoursOfMillion(usage);
  return core * inputs.core.value + gibibyte * inputs.memory.value;
};

/** @returns g CO2 per 1,000,000 requests for the estimated energy; hardware production is not included. */
export const carbonOfMillion = (usage: Usage): number => {
  const { core, gibibyte } = hoursOfMillion(usage);
  const wattHours = core * inputs.corePower.value + gibibyte * inputs.memoryPower.value;
  return (wattHours / 1000) * inputs.carbon.value;
};
