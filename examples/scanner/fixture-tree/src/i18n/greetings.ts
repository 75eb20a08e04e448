export const greetings = { de: 'Grüß Gott 👋', ja: 'こんにちは', fr: 'Ça va ?' };
export const translationApiKey = 'example-translate-42';
