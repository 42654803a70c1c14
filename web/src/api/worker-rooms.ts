// What the shared worker does: a room for each session that some tab follows, a port for each tab. A port does not tell
// when its tab is frozen, nor in every engine when it has died, so tabs are asked, and one that does not answer is
// dropped: no connection may be held for nobody. (A lock of the tab's would tell, but keeps Firefox from caching pages.)

import { Room, type Tell } from './room';
import type { FromWorker, ToWorker } from './shared-way';

const kPatience = 3;  // questions without an answer

interface Member {
  tell: Tell;
  send(message: FromWorker): void;
  session: string | null;
  asked: number;
}

export class WorkerRooms {
  private readonly rooms = new Map<string, Room>();
  private readonly members = new Set<Member>();

  constructor(private readonly openRoom: (session: string) => Room) {}

  /** A tab has connected; the answer takes its messages. */
  connect(send: (message: FromWorker) => void): (message: ToWorker) => void {
    const member: Member = { send, tell: (news) => send({ type: 'news', news }), session: null, asked: 0 };
    this.members.add(member);
    return (message) => this.onMessage(member, message);
  }

  /** Every now and then. Questions are counted, not minutes: a worker that slept has asked nobody. */
  sweep(): void {
    for (const member of this.members) {
      if (member.session === null) continue;
      member.asked += 1;
      if (member.asked <= kPatience) {
        member.send({ type: 'ask' });
      } else {
        this.leave(member);
        member.send({ type: 'dropped' });
      }
    }
  }

  private onMessage(member: Member, message: ToWorker): void {
    member.asked = 0;
    const room = member.session === null ? undefined : this.rooms.get(member.session);
    switch (message.type) {
      case 'join': return this.join(member, message.session);
      case 'leave': return this.remove(member);
      case 'awaken': return room?.awaken(message.beyond);
      case 'wake': return room?.wake();
      case 'ask': return member.send({ type: 'here' });
      case 'here': return undefined;
    }
  }

  private remove(member: Member): void {
    this.leave(member);
    this.members.delete(member);
  }

  private join(member: Member, session: string): void {
    this.leave(member);
    let room = this.rooms.get(session);
    if (room === undefined) {
      room = this.openRoom(session);
      this.rooms.set(session, room);
    }
    member.session = session;
    room.join(member.tell);
  }

  private leave(member: Member): void {
    const { session } = member;
    const room = session === null ? undefined : this.rooms.get(session);
    member.session = null;
    if (session === null || room === undefined) return;
    room.leave(member.tell);
    if (!room.isEmpty) return;
    room.close();
    this.rooms.delete(session);
  }
}
