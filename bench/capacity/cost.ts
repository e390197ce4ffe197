/** What measured processor time and memory cost, and emit. Every input is stated, and can be set by the environment. */

/** Where an input comes from when the environment doesn't set it. */
export interface Input {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

const input = (name: string, fallback: number, unit: string, source: string): Input => {
  const given = Number(process.env[name]);
  return given > 0
    ? { name, value: given, unit, source: 'set by the environment' }
    : { name, value: fallback, unit, source };
};

/** The inputs of cost and emissions. */
export const inputs = {
  core: input(
    'BENCH_USD_PER_CORE_HOUR',
    0.04,
    'USD per core and hour',
    'the order of what large clouds ask on demand for a core of a serverless container',
  ),
  memory: input(
    'BENCH_USD_PER_GIB_HOUR',
    0.0045,
    'USD per GiB and hour',
    'the order of what large clouds ask on demand for memory of a serverless container',
  ),
  corePower: input('BENCH_WATTS_PER_CORE', 5, 'W per busy core', 'an estimate for servers'),
  memoryPower: input('BENCH_WATTS_PER_GIB', 0.37, 'W per GiB', 'an estimate for DDR4'),
  carbon: input(
    'BENCH_GRAMS_PER_KWH',
    400,
    'g CO2eq per kWh',
    'the order of the mean of the world’s electricity',
  ),
  embodied: input(
    'BENCH_EMBODIED_GRAMS_PER_CORE_HOUR',
    1,
    'g CO2eq per core and hour',
    'a server of 1.2 t over 4 years and 32 cores',
  ),
};

/** What was measured at a fixed arrival rate. */
export interface Usage {
  readonly processorMilliseconds: number;
  readonly mebibytes: number;
  readonly rate: number;
}

/** Core hours and GiB hours that a million requests take at this rate. */
const hoursOfMillion = ({ processorMilliseconds, mebibytes, rate }: Usage) => ({
  core: processorMilliseconds / 3600,
  gibibyte: (mebibytes / 1024) * (1e6 / rate / 3600),
});

/**
 * @param usage `processorMilliseconds` per 1,000 requests, memory in MiB, requests per second
 * @returns USD per 1,000,000 requests: processor time used, and memory held for as long as they take to arrive
 */
export const costOfMillion = (usage: Usage): number => {
  const { core, gibibyte } = hoursOfMillion(usage);
  return core * inputs.core.value + gibibyte * inputs.memory.value;
};

/**
 * The software carbon intensity of ISO/IEC 21031, (E × I) + M per R with R = 1,000,000 requests, from an
 * estimate of energy: no counter is read.
 *
 * @returns g CO2eq per 1,000,000 requests
 */
export const carbonOfMillion = (usage: Usage): number => {
  const { core, gibibyte } = hoursOfMillion(usage);
  const kilowattHours =
    (core * inputs.corePower.value + gibibyte * inputs.memoryPower.value) / 1000;
  return kilowattHours * inputs.carbon.value + core * inputs.embodied.value;
};
