// Reads a page aloud with the voices of the reader's own device, one sentence after another.
const LEFT_OUT = ".tools, .share, [aria-hidden='true'], .visually-hidden, script, style, svg";
const SENTENCE = /[^。！？；!?\n]+[。！？；!?]*[”’」』）]*/g;
const VOICE_WAIT = 1500;

let session = null;

const chineseVoice = (voices) =>
  voices.find((voice) => /^(zh|cmn)[-_]?(CN|Hans)/i.test(voice.lang)) ??
  voices.find((voice) => /^(zh|cmn)/i.test(voice.lang));

// Browsers may list their voices late.
const findVoice = (speech) =>
  new Promise((resolve) => {
    const found = chineseVoice(speech.getVoices());
    if (found) {
      resolve(found);
      return;
    }
    const timer = setTimeout(() => resolve(chineseVoice(speech.getVoices())), VOICE_WAIT);
    speech.addEventListener?.(
      "voiceschanged",
      () => {
        clearTimeout(timer);
        resolve(chineseVoice(speech.getVoices()));
      },
      { once: true },
    );
  });

const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, td, th, caption, figcaption";

// The place in the text nodes of a block that an offset of its whole text stands at.
const rangeOf = (nodes, start, end) => {
  const range = document.createRange();
  let passed = 0;
  for (const node of nodes) {
    const next = passed + node.data.length;
    if (start >= passed && start < next) {
      range.setStart(node, start - passed);
    }
    if (end > passed && end <= next) {
      range.setEnd(node, end - passed);
      break;
    }
    passed = next;
  }
  return range;
};

const sentencesOf = (root) => {
  const found = [];
  for (const block of root.querySelectorAll(BLOCKS)) {
    if (block.closest(LEFT_OUT) || !block.checkVisibility?.()) {
      continue;
    }
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(BLOCKS) === block && !node.parentElement.closest(LEFT_OUT)
        ? NodeFilter.FILTER_ACCEPT
        : NodeFilter.FILTER_REJECT,
    );
    const nodes = [];
    while (walker.nextNode()) {
      nodes.push(walker.currentNode);
    }
    const text = nodes.map((node) => node.data).join("");
    for (const match of text.matchAll(SENTENCE)) {
      if (/[\p{L}\p{N}]/u.test(match[0])) {
        const range = rangeOf(nodes, match.index, match.index + match[0].length);
        found.push({ text: match[0].trim(), block, range });
      }
    }
  }
  return found;
};

class Session {
  constructor(sentences, voice, say, button) {
    Object.assign(this, { sentences, voice, say, button, index: 0, paused: false, turn: 0 });
    this.player = this.makePlayer();
    document.body.append(this.player);
    this.leave = () => this.stop();
    window.addEventListener("pagehide", this.leave);
  }

  makePlayer() {
    const player = document.createElement("div");
    player.className = "player";
    player.setAttribute("role", "group");
    player.setAttribute("aria-label", "朗读");
    const add = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "player__button";
      button.textContent = label;
      button.addEventListener("click", act);
      player.append(button);
      return button;
    };
    add("上一句", () => this.move(-1));
    this.pauser = add("暂停", () => this.toggle());
    add("下一句", () => this.move(1));
    add("停止", () => this.stop());
    player.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.stop();
      }
    });
    return player;
  }

  speak() {
    const turn = ++this.turn;
    const speech = window.speechSynthesis;
    speech.cancel();
    const sentence = this.sentences[this.index];
    if (!sentence) {
      this.stop();
      this.say("朗读完毕");
      return;
    }
    this.mark(sentence);
    const words = new SpeechSynthesisUtterance(sentence.text);
    words.voice = this.voice;
    words.lang = this.voice.lang;
    words.rate = 0.95;
    words.onend = () => {
      if (turn === this.turn && !this.paused) {
        this.index += 1;
        this.speak();
      }
    };
    words.onerror = (event) => {
      if (turn === this.turn && event.error !== "canceled" && event.error !== "interrupted") {
        this.stop();
        this.say("朗读中断，请重试");
      }
    };
    speech.speak(words);
  }

  mark({ range, block }) {
    this.unmark();
    if (window.Highlight && CSS.highlights) {
      CSS.highlights.set("spoken", new Highlight(range));
    } else {
      block.classList.add("spoken");
    }
    const box = range.getBoundingClientRect();
    if (box.top < 80 || box.bottom > window.innerHeight - 100) {
      block.scrollIntoView({ block: "center" });
    }
  }

  unmark() {
    CSS.highlights?.delete("spoken");
    document.querySelector(".spoken")?.classList.remove("spoken");
  }

  // Stopping and starting the sentence anew works where a browser's own pause doesn't.
  toggle() {
    this.paused = !this.paused;
    this.pauser.textContent = this.paused ? "继续" : "暂停";
    this.say(this.paused ? "已暂停朗读" : "继续朗读");
    if (this.paused) {
      this.turn += 1;
      window.speechSynthesis.cancel();
    } else {
      this.speak();
    }
  }

  move(step) {
    this.index = Math.min(Math.max(this.index + step, 0), this.sentences.length - 1);
    this.paused = false;
    this.pauser.textContent = "暂停";
    this.speak();
  }

  stop() {
    this.turn += 1;
    window.speechSynthesis.cancel();
    window.removeEventListener("pagehide", this.leave);
    this.unmark();
    const focused = this.player.contains(document.activeElement);
    this.player.remove();
    session = null;
    if (focused) {
      this.button.focus();
    }
    this.say("已停止朗读");
  }
}

// Reads `root`; what happens is told by `say`, and the focus returns to `button` at the end.
export const read = async (root, say, button) => {
  session?.stop();
  if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) {
    say("当前浏览器不支持朗读，请换用新版浏览器");
    return;
  }
  const voice = await findVoice(window.speechSynthesis);
  if (!voice) {
    say("这台设备没有安装中文语音，请在系统设置中添加后重试");
    return;
  }
  const sentences = sentencesOf(root);
  if (sentences.length === 0) {
    say("本页没有可朗读的正文");
    return;
  }
  session = new Session(sentences, voice, say, button);
  session.speak();
  session.pauser.focus();
  say("开始朗读");
};
