/** Whether holding the space bar turns the microphone on: remembered on this computer. */
export const PUSH_TO_TALK = { key: 'consilium.push-to-talk', defaultValue: true, getInitialValueInEffect: false };
