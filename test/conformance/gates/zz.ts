import { honest } from './evidence.fixture.ts';
import { judgeRun } from '#gates';
console.log(JSON.stringify(judgeRun(honest),null,1));
