// A bot written with discord.js as anybody would. It says what happens to it in JSON lines, and does what members write to it.
import {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events, GatewayIntentBits, MessageFlags, ModalBuilder, PermissionFlagsBits,
  SlashCommandBuilder, TextInputBuilder, TextInputStyle,
} from 'discord.js';

const [api, token, shards] = process.argv.slice(2);
const tell = (event, data = {}) => console.log(JSON.stringify({ event, ...data }));

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildModeration, GatewayIntentBits.GuildMessages,
    GatewayIntentBits.DirectMessages, GatewayIntentBits.MessageContent,
  ],
  rest: { api },
  shards: shards ?? 0,
});

const duties = {
  async '!reply'(message) {
    const sent = await message.reply({ content: 'pong', embeds: [new EmbedBuilder().setTitle('A reply').setColor(0x336699)] });
    const read = await message.channel.messages.fetch({ message: sent.id, force: true });
    const content = read.content;
    await read.edit('pong, edited');
    const page = await message.channel.messages.fetch({ limit: 2, cache: false });
    tell('replied', { content, to: read.reference.messageId, embed: read.embeds[0].title, newest: page.first().content });
  },
  async '!timeout'(message, user) {
    const member = await (await message.guild.members.fetch(user)).timeout(60_000, 'Über the line');
    tell('timed_out', { until: member.communicationDisabledUntilTimestamp });
  },
  async '!moderate'(message, user) {
    const regular = message.guild.roles.cache.find((role) => role.name === 'Regular');
    const member = await message.guild.members.fetch(user);
    await member.roles.add(regular, 'earned');
    await member.roles.remove(regular);
    await message.channel.setRateLimitPerUser(10);
    await message.guild.setIncidentActions({ invitesDisabledUntil: new Date(Date.now() + 3_600_000) });
    await member.send('A word in private.');
    await message.guild.members.ban(user, { deleteMessageSeconds: 60, reason: 'enough' });
    const ban = await message.guild.bans.fetch(user);
    await message.guild.members.unban(user);
    const log = await message.guild.fetchAuditLogs({ limit: 3 });
    tell('moderated', { banned: ban.user.id, slowMode: message.channel.rateLimitPerUser, log: log.entries.map((entry) => entry.action) });
  },
  async '!sweep'(message) {
    const deleted = await message.channel.bulkDelete(3);
    tell('swept', { count: deleted.size });
  },
  async '!refused'(message) {
    const problem = await message.guild.members.ban(message.guild.ownerId).catch((error) => error);
    tell('refused', { status: problem.status, code: problem.code });
  },
  async '!buttons'(message) {
    const button = new ButtonBuilder().setCustomId('explain').setLabel('Explain').setStyle(ButtonStyle.Primary);
    const sent = await message.channel.send({ content: 'Review', components: [new ActionRowBuilder().addComponents(button)] });
    tell('buttons', { id: sent.id });
  },
  async '!members'(message) {
    const members = await message.guild.members.fetch();
    tell('members', { count: members.size });
  },
};

async function answer(interaction) {
  if (interaction.isChatInputCommand()) {
    const [user, reason] = [interaction.options.getMember('user'), interaction.options.getString('reason')];
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply(`${user.displayName}: ${reason}`);
    await interaction.followUp({ content: 'Noted.', flags: MessageFlags.Ephemeral });
    tell('answered', { moderator: interaction.memberPermissions.has(PermissionFlagsBits.ModerateMembers) });
  } else if (interaction.isAutocomplete()) {
    await interaction.respond([{ name: `${interaction.options.getFocused()}am`, value: 'spam' }]);
    tell('suggested');
  } else if (interaction.isButton()) {
    const input = new TextInputBuilder().setCustomId('why').setLabel('Why?').setStyle(TextInputStyle.Paragraph);
    const modal = new ModalBuilder().setCustomId('explain').setTitle('Explain').addComponents(new ActionRowBuilder().addComponents(input));
    await interaction.showModal(modal);
    tell('asked');
  } else if (interaction.isModalSubmit()) {
    await interaction.update({ content: interaction.fields.getTextInputValue('why'), components: [] });
    tell('explained');
  }
}

const guarded = (work) => work.catch((error) => tell('error', { message: `${error.stack}` }));

client.once(Events.ClientReady, (ready) => tell('ready', {
  user: ready.user.username,
  guilds: ready.guilds.cache.map((guild) => ({ name: guild.name, channels: guild.channels.cache.size, roles: guild.roles.cache.size })),
}));
client.on(Events.MessageCreate, (message) => {
  const [word, argument] = message.content.split(' ');
  if (message.author.bot) {
    return;
  }

  tell('message', { id: message.id, content: message.content, author: message.author.username, guild: message.guild?.name });
  if (duties[word]) {
    guarded(duties[word](message, argument));
  }
});
client.on(Events.MessageDelete, (message) => tell('deleted', { id: message.id }));
client.on(Events.InteractionCreate, (interaction) => guarded(answer(interaction)));
client.on(Events.ShardResume, (id, replayed) => tell('resumed', { replayed }));
client.on(Events.ShardReady, (id) => tell('shard_ready', { id }));
client.on(Events.Warn, (message) => tell('warning', { message }));
client.on(Events.Error, (error) => tell('error', { message: `${error.stack}` }));
process.on('unhandledRejection', (error) => tell('error', { message: `${error.stack}` }));

await client.login(token);
await client.application.fetch();
await client.application.commands.set([
  new SlashCommandBuilder()
    .setName('explain')
    .setDescription('Explains a decision')
    .setDefaultMemberPermissions(PermissionFlagsBits.ModerateMembers)
    .addUserOption((option) => option.setName('user').setDescription('Whom it is about').setRequired(true))
    .addStringOption((option) => option.setName('reason').setDescription('Why').setAutocomplete(true)),
]);
tell('registered', { commands: (await client.application.commands.fetch()).map((command) => command.name) });
