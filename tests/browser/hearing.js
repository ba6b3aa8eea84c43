// Put into every page before its own code: keeps the page's calls, and tells which tones come out of them.
(() => {
  const connections = [];
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...given) {
      super(...given);
      connections.push(this);
    }
  };

  const context = () => (globalThis.testContext ??= new AudioContext({ sampleRate: 16000 }));

  function liveStream() {
    const live = connections.filter((each) => each.connectionState === "connected").at(-1);
    const tracks = live?.getReceivers().map((each) => each.track).filter((each) => each.readyState === "live");
    return tracks?.length ? new MediaStream(tracks) : null;
  }

  // The share of the window's power that one frequency holds (Goertzel), 0 when it is silent.
  function share(samples, hz, rate) {
    const step = 2 * Math.cos((2 * Math.PI * hz) / rate);
    let before = 0, beforeThat = 0, power = 0;
    for (const sample of samples) {
      const now = sample + step * before - beforeThat;
      beforeThat = before;
      before = now;
      power += sample * sample;
    }
    if (power / samples.length < 1e-6) return 0;
    const tone = before * before + beforeThat * beforeThat - step * before * beforeThat;
    return (2 * tone) / (samples.length * power);
  }

  // Shares of these tones over the next quarter of a second; null without a connected call.
  globalThis.heardTones = async (tones) => {
    const stream = liveStream();
    if (stream === null) return null;
    const audio = context();
    await audio.resume();
    const source = audio.createMediaStreamSource(stream);
    const analyser = audio.createAnalyser();
    analyser.fftSize = 4096;
    source.connect(analyser);
    await new Promise((done) => setTimeout(done, 300));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    source.disconnect();
    return tones.map((hz) => share(samples, hz, audio.sampleRate));
  };
})();
